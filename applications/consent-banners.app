name    consent-banners
title   Consent banners
groups  advertising
host    onetrust.com cookielaw.org cookiepro.com cookiebot.com usercentrics.eu usercentrics.com trustarc.com
host    privacy-mgmt.com sourcepoint.com sp-prod.net didomi.io privacy-center.org iubenda.com
