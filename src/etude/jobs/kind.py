"""What a kind of job is.

A job may be begun more than once, because its worker died, and even when it was finished but not
yet marked so. So each kind leaves its job's id with what it makes (`request` of a dataset, a run, a
work), and finds it there again instead of making it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.messages import Reason
from etude.core.paths import Workspace
from etude.core.reasons import reason_of_value

if TYPE_CHECKING:
    from pydantic import BaseModel

    from etude.jobs.context import Context


@dataclass(frozen=True)
class Plan:
    """A job that can be queued.

    Args:
        asked: What was asked, with everything that was left out filled in.
        title: What it is about.
    """

    asked: dict[str, Any]
    title: str


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    Args:
        name: ``import``, ``train``, ``render`` or ``report``.
        shape: What it can be asked.
        check: From what was asked and the workspace to a plan; raises what makes it impossible.
        run: From the asked of a plan and a context to the job's result; may be called again for the
            same job, and then makes nothing twice.
        local: Fields that name paths: whoever passes on what somebody else asked refuses them.
    """

    name: str
    shape: Callable[[], type[BaseModel]]
    check: Callable[[Any, Workspace], Plan]
    run: Callable[[dict[str, Any], Context], dict[str, Any]]
    local: frozenset[str] = frozenset()

    def plan(self, asked: Mapping[str, Any], workspace: Workspace) -> Plan:
        """Return a plan, or refuse before anything is queued.

        Args:
            asked: As the kind's shape takes it.
            workspace: Where it is to be done.

        Raises:
            EtudeError: ``job.bad-asked``, or what makes it impossible.
        """
        from pydantic import ValidationError

        try:
            read = self.shape().model_validate(dict(asked))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            reason = reason_of_value(first)
            if where:
                reason = Reason("reason.at", field=where, problem=reason)
            raise EtudeError("job.bad-asked", kind=self.name, reason=reason) from error
        return self.check(read, workspace)
