from .clock import DomainClock as DomainClock
