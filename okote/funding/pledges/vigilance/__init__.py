"""Where money comes from: what each donor gave in twelve months, looked at above a sum, frozen if need be.

The operator is watchful of everyone and declares what it suspects itself, outside this service (Monetary and
Financial Code, L561-4-1 to L561-15). Whoever is looked at is not told (L561-18).
"""
