name    khan-academy
title   Khan Academy
groups  education video
host    khanacademy.org kastatic.org kasandbox.org ka-perseus-images.s3.amazonaws.com
