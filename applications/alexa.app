name    alexa
title   Amazon Alexa
groups  ai iot
host    alexa.amazon.com alexa.amazon.co.uk alexa.amazon.de alexa.amazon.co.jp avs-alexa.amazon.com
host    avs-alexa-na.amazon.com avs-alexa-eu.amazon.com bob-dispatch-prod-na.amazon.com
host    bob-dispatch-prod-eu.amazon.com pitangui.amazon.com layla.amazon.com layla.amazon.de
host    layla.amazon.co.uk skills-store.amazon.com dp-gw-na.amazon.com dp-gw-na-js.amazon.com
host    dp-gw-eu.amazon.com alexa-mobile.a2z.com alexa.a2z.com dcape-na.amazon.com dcape-eu.amazon.com
host    d3p8zr0ffa9t17.cloudfront.net
ndpi    AmazonAlexa Amazon
