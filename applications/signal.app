name    signal
title   Signal
groups  chat voip
host    signal.org whispersystems.org signal.art signal.me signal.group signal.link
ndpi    Signal SignalVoip
