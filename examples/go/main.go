// Who may do what, in Go, with the native plugin of pulumi-permissions.
package main

import (
	"example.com/pulumi-permissions/sdk/go/permissions/access"
	"example.com/pulumi-permissions/sdk/go/permissions/bakeronline"
	"example.com/pulumi-permissions/sdk/go/permissions/hostup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		anna, err := hostup.NewContactPermissions(ctx, "anna", &hostup.ContactPermissionsArgs{
			ContactId:       pulumi.Int(14059),
			Services:        pulumi.ToStringArray([]string{"14101"}),
			CanViewInvoices: pulumi.Bool(true),
			CanOpenTickets:  pulumi.Bool(true),
		})
		if err != nil {
			return err
		}
		baker, err := bakeronline.NewShopUserPermissions(ctx, "baker", &bakeronline.ShopUserPermissionsArgs{
			CompanyId:   pulumi.Int(15),
			Email:       pulumi.String("baker@example.com"),
			ShopIds:     pulumi.ToIntArray([]int{11}),
			Permissions: &bakeronline.ShopUserRightsArgs{Newsletters: pulumi.Bool(true)},
		})
		if err != nil {
			return err
		}
		// Everybody above: it stops a program that would take everything from many people at once.
		everybody := []pulumi.Resource{anna, baker}
		_, err = access.NewAccessGuard(ctx, "guard", &access.AccessGuardArgs{
			Subjects: pulumi.Array{anna, baker},
		}, pulumi.Protect(true), pulumi.DependsOn(everybody))
		return err
	})
}
