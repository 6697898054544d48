"""The sandbox's bank: a company of its own with its own table, its own pages, and notices to the shop by HTTP.

It knows nothing of accounts, and the portal learns nothing of it but what `providers.sandbox` and its notices say.
"""
