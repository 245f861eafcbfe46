"""The wire: what requests and answers look like as JSON. What is assumed about Silverfin's members stands here."""
