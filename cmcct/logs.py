"""Whether what is printed ends in a log, which is a copy that nobody can take back."""

from collections.abc import Mapping

# The variables that build servers set, and nobody else: what is printed there is kept in a log.
_BUILD_SERVERS = (
    *("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"),
    *("BUILDKITE", "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID", "APPVEYOR"),
)


def is_log(environment: Mapping[str, str]) -> bool:
    """Whether what is printed ends in the log of a build server."""
    return any(environment.get(name) for name in _BUILD_SERVERS)
