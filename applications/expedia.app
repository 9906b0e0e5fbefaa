name    expedia
title   Expedia
groups  travel
host    expedia.com expedia.co.uk expedia.de hotels.com vrbo.com trivago.com orbitz.com travelocity.com
host    hotwire.com trvl-media.com expedia.net trivago.de
