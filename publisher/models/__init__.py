from .channels import Channel, ChannelSecret, Lane, SealedSecret
from .counter import Counter
from .deliveries import Attempt, Copy, Delivery
from .events import Event, Payload
from .heartbeats import Heartbeat
from .jobs import Job
from .publications import Intent, LanguageSet, OutsideVersion, Priority, Publication
from .triggers import Trigger, TriggerCall, TriggerSecret

__all__ = [
    "Attempt",
    "Channel",
    "ChannelSecret",
    "Copy",
    "Counter",
    "Delivery",
    "Event",
    "Heartbeat",
    "Intent",
    "Job",
    "Lane",
    "LanguageSet",
    "OutsideVersion",
    "Payload",
    "Priority",
    "Publication",
    "SealedSecret",
    "Trigger",
    "TriggerCall",
    "TriggerSecret",
]
