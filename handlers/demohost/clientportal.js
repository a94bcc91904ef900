// A website as it was written for the old script, unchanged.
window.onload = function () {
  var ClientPortal = PerfectGym.ClientPortal;
  var heard = function (text) {
    var line = document.createElement("li");
    line.textContent = text;
    document.getElementById("heard").appendChild(line);
  };
  var options = {
    url: "https://club.perfectgym.example/ClientPortal2/#/Login",
    defaultState: ClientPortal.State.Classes,
    minHeight: 400,
    onConnect() { heard("connected"); },
    onUserLoggedIn(data) { heard("in " + JSON.stringify(data)); },
    onUserLoggedOut(data) { heard("out " + JSON.stringify(data)); },
    onStateChangeSuccess(data) { heard("state " + data.toState.name); },
  };
  window.CP = new ClientPortal(document.getElementById("pg-client-portal"), options);
};
