"""The test harness for connectors that move accounting data from Odoo to Silverfin."""
