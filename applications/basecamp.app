name    basecamp
title   Basecamp
groups  office
host    basecamp.com basecamp-static.com 37signals.com basecampapi.com
