name    aws
title   Amazon Web Services
groups  cloud
host    amazonaws.com amazonaws.com.cn awsstatic.com aws.amazon.com awsglobalaccelerator.com
host    elasticbeanstalk.com on.aws aws.dev api.aws awsapps.com amazoncognito.com amazonses.com awswaf.com
host    amplifyapp.com signin.aws awsapprunner.com
alpn    x-amzn-mqtt-ca x-amzn-http-ca
ndpi    AmazonAWS
