name    hubspot
title   HubSpot
groups  office advertising
host    hubspot.com hubspot.net hs-scripts.com hsforms.com hsforms.net hubapi.com hs-analytics.net
host    hs-banner.com hubspotusercontent.com hscollectedforms.net hubspotemail.net hsleadflows.net
host    usemessages.com hs-sites.com hubspotlinks.com hsappstatic.net hubspotusercontent-na1.net hscta.net
host    hsadspixel.net
