"""Detection of build servers, whose logs keep a permanent copy of all output."""

from collections.abc import Mapping

# Variables set by build servers only.
_BUILD_SERVERS = (
    *("CI", "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"),
    *("BUILDKITE", "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID", "APPVEYOR"),
)


def is_log(environment: Mapping[str, str]) -> bool:
    """Return whether the output goes to the log of a build server."""
    return any(environment.get(name) for name in _BUILD_SERVERS)
