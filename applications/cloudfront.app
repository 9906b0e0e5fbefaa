name    cloudfront
title   Amazon CloudFront
groups  cdn
host    cloudfront.net
ndpi    AmazonAWS
