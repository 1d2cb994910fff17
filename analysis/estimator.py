"""scikit-learn's rules for an estimator, without importing scikit-learn.

A constructor only stores; `fit` learns attributes that end in ``_``; `get_params` and `set_params` let
`sklearn.base.clone` copy an estimator that was not fitted. Only who asks for the tags loads scikit-learn.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from sklearn.utils import Tags


class Estimator:
    """Base of everything that is fitted."""

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002 - sklearn's signature
        """Return the constructor's arguments as stored."""
        names = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in names}

    def set_params(self, **params: Any) -> Self:
        """Store other constructor arguments.

        Raises
        ------
        ValueError
            When a name is not an argument of the constructor.
        """
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                message = f"{type(self).__name__} has no parameter {name!r}."
                raise ValueError(message)
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        """Show the parameters that were given."""
        usual = inspect.signature(type(self)).parameters
        given = (f"{k}={v!r}" for k, v in self.get_params().items() if v != usual[k].default)
        return f"{type(self).__name__}({', '.join(given)})"

    def __sklearn_tags__(self) -> Tags:
        """Say what scikit-learn may expect: no target is needed."""
        from sklearn.utils import Tags, TargetTags

        return Tags(estimator_type=None, target_tags=TargetTags(required=False))
