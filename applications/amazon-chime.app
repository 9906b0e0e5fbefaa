name    amazon-chime
title   Amazon Chime
groups  voip office
host    chime.aws
ndpi    AmazonAWS
