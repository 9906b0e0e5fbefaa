name    paypal
title   PayPal
groups  finance
host    paypal.com paypalobjects.com paypal.me braintreegateway.com braintree-api.com venmo.com
host    braintreepayments.com paypal-corp.com xoom.com paypalinc.com
