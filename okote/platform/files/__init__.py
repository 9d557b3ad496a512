"""Files that people give: checked, written anew, named by us."""
