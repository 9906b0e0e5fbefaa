name    firebase
title   Firebase
groups  developer cloud
host    firebaseio.com firebaseapp.com firebase.google.com firebase.googleapis.com
host    firebaseinstallations.googleapis.com firebaseremoteconfig.googleapis.com
host    firebasestorage.googleapis.com firestore.googleapis.com firebasedynamiclinks.googleapis.com
host    identitytoolkit.googleapis.com securetoken.googleapis.com app.goo.gl page.link firebasestorage.app
host    firebaseinappmessaging.googleapis.com firebaseperusertopics-pa.googleapis.com
ndpi    GoogleServices
