"""Shows whose mailbox is meant without telling its address to whoever looks over the shoulder."""


def masked(mail: str) -> str:
    """The first letter and the domain: `t***@union.example`, however long the name is."""
    name, _, domain = mail.rpartition("@")
    return f"{name[:1]}***@{domain}"
