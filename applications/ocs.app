name    ocs
title   OCS
groups  video streaming
host    ocs.fr labgency.ws
ndpi    OCS
