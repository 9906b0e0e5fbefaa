name    opendns
title   Cisco Umbrella and OpenDNS
groups  naming security
host    opendns.com umbrella.com umbrella.cisco.com opendns.net internetbadguys.com examplemalwaredomain.com
ndpi    OpenDNS
