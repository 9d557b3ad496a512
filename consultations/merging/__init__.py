"""Ideas that say the same become one, an idea that says two things becomes two; nobody's support is lost."""
