"""The draw of a panel on the site: the pool is frozen, a lottery sealed, and a public draw decides.

In order: `service.freeze` (nobody comes into the pool any more, and its hash is published with the public
draw that is to decide), `jobs` (the worker makes the lottery in a process apart), `service.enter` (two people
type what was drawn in public, each by themselves), `seating` (who sits, and who waits in which order).
"""
