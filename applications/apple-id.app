name    apple-id
title   Apple ID
groups  web
host    gsa.apple.com idmsa.apple.com appleid.apple.com appleid.cdn-apple.com setup.icloud.com
host    account.apple.com idmsac.apple.com gsas.apple.com
ndpi    Apple AppleiCloud
