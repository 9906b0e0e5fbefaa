name    card-payments
title   Card payments
groups  finance
host    visa.com cardinalcommerce.com cybersource.com authorize.net mastercard.com mastercard.us
host    americanexpress.com aexp-static.com adyen.com adyenpayments.com satispay.com
