"""Help other than money: time, skills, material; never counted with what people give, and never near it."""
