"""What every process says of itself: structured lines, and nothing of the rows that PostgreSQL refused."""

import logging
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ROW = re.compile(
    r"^(DETAIL|CONTEXT):.*?(?=^\[SQL|^The above exception|^During handling|\Z)", re.DOTALL | re.MULTILINE
)
"""Where PostgreSQL repeats the row that it refused, in an error's message within a trace."""

TALKATIVE = ("httpx", "httpx2", "stripe", "procrastinate")
"""Libraries that tell of each request and job."""


def configure(log_format: str) -> None:
    """Structured lines on standard output, those of libraries included."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_rows,
                last,
            ],
        )
    )
    # What no line says is not found out for each (Python's Logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 (as that guide has it)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)


def without_rows(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """A trace without the names, addresses and messages of the row that PostgreSQL refused."""
    if isinstance(line.get("exception"), str):
        line["exception"] = ROW.sub(lambda found: f"{found[1]}: (left out)\n", line["exception"])
    return line
