/** Names in the order in which a person looks for them: shop:9 before shop:11. */
export const compareNames = new Intl.Collator("en", { numeric: true }).compare;
