name    card-payments
title   Card payments
groups  finance
host    visa.com cardinalcommerce.com cybersource.com authorize.net mastercard.com mastercard.us
host    americanexpress.com aexp-static.com adyen.com adyenpayments.com satispay.com squareup.com
host    squarecdn.com square.site cash.app square.com klarna.com klarnacdn.net klarnaservices.com klarna.net
host    klarnapayments.com klarnauserservices.com
