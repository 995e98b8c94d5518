// Starts `pgx rules lsp` for files of the rule language. Everything else is the server's.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const [command, ...args] = workspace.getConfiguration("pgx").get("command");
  const server = { command, args };
  const options = {
    documentSelector: [{ language: "pgx" }],
    synchronize: { fileEvents: workspace.createFileSystemWatcher("**/*.pgx") },
  };
  client = new LanguageClient("pgx", "pgx rules", server, options);
  return client.start();
}

function deactivate() {
  return client ? client.stop() : undefined;
}

module.exports = { activate, deactivate };
