"""Every write is a function here; it works within a transaction that it neither begins nor ends."""
