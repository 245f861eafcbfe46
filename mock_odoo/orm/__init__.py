"""The ORM as a client sees it: schemas, domains, orders, values, access, records."""
