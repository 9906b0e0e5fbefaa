name    stripe
title   Stripe
groups  finance
host    stripe.com stripe.network stripecdn.com stripe.dev link.com stripeusercontent.com
