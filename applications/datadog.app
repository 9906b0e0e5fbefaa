name    datadog
title   Datadog
groups  analytics developer
host    datadoghq.com datadoghq.eu datadoghq-browser-agent.com browser-intake-datadoghq.com
host    browser-intake-datadoghq.eu ddog-gov.com browser-intake-us3-datadoghq.com
host    browser-intake-us5-datadoghq.com
