"""Who may do what, in Python, with the native plugin of pulumi-permissions."""

import pulumi_permissions as permissions
import pulumi

anna = permissions.hostup.ContactPermissions(
    "anna",
    contact_id=14059,
    services=["14101"],
    can_view_invoices=True,
    can_open_tickets=True,
)

baker = permissions.bakeronline.ShopUserPermissions(
    "baker",
    company_id=15,
    email="baker@example.com",
    shop_ids=[11],
    permissions={"newsletters": True},
)

# Everybody above: it stops a program that would take everything from many people at once.
permissions.access.AccessGuard(
    "guard",
    subjects=[anna, baker],
    opts=pulumi.ResourceOptions(protect=True, depends_on=[anna, baker]),
)
