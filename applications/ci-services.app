name    ci-services
title   Continuous integration
groups  developer
host    circleci.com circle-artifacts.com travis-ci.com travis-ci.org buildkite.com codecov.io sonarcloud.io
host    sonarsource.com sonarqube.org snyk.io launchdarkly.com
