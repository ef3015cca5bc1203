from .alarms import Alarm
from .certificates import Certificate
from .changes import Change
from .channels import Channel, ChannelSecret, Lane, SealedSecret
from .counter import Counter
from .deliveries import LACKED_SINCE, Attempt, Copy, Delivery
from .embargoes import Embargo
from .errands import Errand
from .events import Event, Payload
from .exchange import ExportedText, MachineJob, MachineMade, Upload
from .handovers import Handover
from .heartbeats import Heartbeat
from .hub import HubSecret, HubSubscription, HubTopic
from .jobs import Job, JobStopped
from .pictures import KeptPicture
from .publications import HELD, Intent, LanguageSet, OutsideVersion, Priority, Publication
from .static_site import StaticFile, StaticPage, StaticReference
from .tokens import ChannelToken, PortalToken
from .translating import Comparison, LiveText, SourceText, TranslatorNotice
from .triggers import Trigger, TriggerCall, TriggerSecret

__all__ = [
    "HELD",
    "LACKED_SINCE",
    "Alarm",
    "Attempt",
    "Certificate",
    "Change",
    "Channel",
    "ChannelSecret",
    "ChannelToken",
    "Comparison",
    "Copy",
    "Counter",
    "Delivery",
    "Embargo",
    "Errand",
    "Event",
    "ExportedText",
    "Handover",
    "Heartbeat",
    "HubSecret",
    "HubSubscription",
    "HubTopic",
    "Intent",
    "Job",
    "JobStopped",
    "KeptPicture",
    "Lane",
    "LanguageSet",
    "LiveText",
    "MachineJob",
    "MachineMade",
    "OutsideVersion",
    "Payload",
    "PortalToken",
    "Priority",
    "Publication",
    "SealedSecret",
    "SourceText",
    "StaticFile",
    "StaticPage",
    "StaticReference",
    "TranslatorNotice",
    "Trigger",
    "TriggerCall",
    "TriggerSecret",
    "Upload",
]
