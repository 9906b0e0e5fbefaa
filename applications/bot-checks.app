name    bot-checks
title   Checks for robots
groups  security
host    hcaptcha.com arkoselabs.com funcaptcha.com perimeterx.net px-cdn.net px-cloud.net humansecurity.com
host    datadome.co captcha-delivery.com geetest.com
