import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Copies the posted ledger of a company from Odoo to Silverfin, a line for each entry and account. */
public final class Sync {
    private Sync() {}

    public static void main(String[] arguments) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            synchronise();
            answer.put("ok", true);
        } catch (Refusal refusal) {
            answer.putAll(Map.of("ok", false, "reason", refusal.reason, "message", refusal.getMessage()));
        } catch (RuntimeException error) { // its message might quote what was given
            answer.putAll(Map.of("ok", false, "reason", "internal", "message", error.getClass().getSimpleName()));
        }
        System.out.println(Json.write(answer));
        System.exit(answer.get("ok").equals(true) ? 0 : 1);
    }

    private static void synchronise() {
        var memory = new Memory();
        var silverfin = new Silverfin();
        var books = new Odoo().books();
        Map<?, ?> info = silverfin.info();
        String currency = silverfin.currency();
        Object ours = books.currency().get("name");
        if (currency != null && !currency.equals(ours)) {
            throw new Refusal("configuration", "the books are kept in " + ours + ", the client file in " + currency);
        }
        var ledger = new Ledger(books, (String) info.get("sync_start_at"), Inputs.given("SYNC_LANGUAGE").substring(0, 2));
        String point = (String) info.get("sync_point");
        if (point == null || !point.equals(memory.syncPoint())) {
            memory.forget(); // a file that does not stand where we left it is not the file we know
            if (point != null) {
                silverfin.reset(point);
            }
        }
        if (memory.differs("settings", ledger.settings)) {
            silverfin.sendSettings(ledger.settings);
            memory.note("settings", ledger.settings);
            memory.save();
        }
        send(silverfin, memory, ledger);
    }

    /** Sends what differs from what was sent before, and remembers after each submit what it has sent. */
    private static void send(Silverfin silverfin, Memory memory, Ledger ledger) {
        List<Object> accounts = new ArrayList<>();
        ledger.accounts.forEach((number, account) -> {
            if (memory.differs("account-" + number, account)) {
                accounts.add(account);
            }
        });
        Map<String, Object> changes = new LinkedHashMap<>(); // by name in the memory; null is gone
        memory.names("line-").stream()
                .filter(name -> !ledger.lines.containsKey(name.substring("line-".length())))
                .forEach(name -> changes.put(name, null));
        ledger.lines.forEach((id, line) -> {
            if (memory.differs("line-" + id, line)) {
                changes.put("line-" + id, line);
            }
        });
        if (accounts.isEmpty() && changes.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>(changes.keySet());
        int most = silverfin.mostActions();
        for (int first = 0; first == 0 || first < names.size(); first += most) {
            List<String> part = names.subList(first, Math.min(first + most, names.size()));
            String point = UUID.randomUUID().toString();
            silverfin.submit(point, memory.syncPoint(), first == 0 ? accounts : List.of(), part.stream()
                    .map(name -> action(name.substring("line-".length()), changes.get(name)))
                    .toList());
            accounts.forEach(account -> memory.note("account-" + ((Map<?, ?>) account).get("number"), account));
            part.forEach(name -> memory.note(name, changes.get(name)));
            memory.save(point);
        }
    }

    private static Map<String, Object> action(String id, Object line) {
        return line == null ? Map.of("delete", Map.of("id", id)) : Map.of("upsert", line);
    }
}
