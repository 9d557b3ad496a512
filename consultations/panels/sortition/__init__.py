"""The draw: from a pool and quotas to a panel that nobody could have chosen, and that anyone can draw again.

In order: `reading` (files), `rules` (who may sit together), `groups` (who is interchangeable), `maximin` or
`stratified` (panels within quotas), `tickets` (a lottery of whole tickets over them), `freezing` (private
numbers, the pool's hash), `service` (all of it, in two steps: before and after the public draw), `report`
(what is published), `draw` (the last step, for anyone). `relaxing` explains quotas that cannot be met.
"""
