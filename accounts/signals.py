"""What happened here, for apps that stand on this one: past tense, sent inside the transaction."""

from django.dispatch import Signal

# user: User, by: Actor, at: datetime. The certificates app revokes the user's certificate (CERT-12).
user_deleted = Signal()
