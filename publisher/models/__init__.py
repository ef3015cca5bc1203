from .changes import Change
from .channels import Channel, ChannelSecret, Lane, SealedSecret
from .counter import Counter
from .deliveries import Attempt, Copy, Delivery
from .events import Event, Payload
from .heartbeats import Heartbeat
from .jobs import Job, JobStopped
from .publications import Intent, LanguageSet, OutsideVersion, Priority, Publication
from .tokens import ChannelToken
from .triggers import Trigger, TriggerCall, TriggerSecret

__all__ = [
    "Attempt",
    "Change",
    "Channel",
    "ChannelSecret",
    "ChannelToken",
    "Copy",
    "Counter",
    "Delivery",
    "Event",
    "Heartbeat",
    "Intent",
    "Job",
    "JobStopped",
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
