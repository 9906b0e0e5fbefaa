name    apple-telemetry
title   Apple telemetry
groups  telemetry
host    xp.apple.com metrics.apple.com metrics.icloud.com iphonesubmissions.apple.com
host    radarsubmissions.apple.com internalcheck.apple.com securemetrics.apple.com
ndpi    Apple AppleiCloud
