name    indian-payments
title   Payments in India
groups  finance
host    phonepe.com paytm.com paytm.in paytmbank.com razorpay.com npci.org.in bhimupi.org.in
