import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One client file over Silverfin's synchronisation API. A token that has run out ends the run. */
final class Silverfin {
    private static final Map<Integer, String> REASONS =
            Map.of(401, "authentication", 403, "authentication", 409, "conflict");

    private final Http http = new Http("Silverfin", "target");
    private final String firm = Inputs.address("SILVERFIN_URL") + "/api/v4/f/" + Inputs.given("SILVERFIN_FIRM_ID");
    private final String id = Inputs.given("SILVERFIN_COMPANY_ID");
    private final String file = firm + "/syncs/companies/" + id;

    Map<?, ?> info() {
        return content(asked("GET", file + "/info", null));
    }

    /** The currency of the file, null if the grant does not let us see it. */
    String currency() {
        HttpResponse<byte[]> answer = asked("GET", firm + "/companies/" + id, null);
        return answer.statusCode() == 403 ? null : (String) content(answer).get("currency");
    }

    int mostActions() {
        Map<?, ?> limits = content(asked("GET", firm + "/syncs/settings", null));
        return Integer.parseInt(String.valueOf(limits.get("max_actions_per_request")));
    }

    void sendSettings(Map<String, Object> settings) {
        content(asked("POST", file + "/settings", settings));
    }

    void reset(String point) {
        String query = java.net.URLEncoder.encode(point, StandardCharsets.UTF_8);
        content(asked("DELETE", file + "/reset?previous_sync_point=" + query, null));
    }

    void submit(String point, String previous, List<?> accounts, List<?> actions) {
        Map<String, Object> body = new HashMap<>();
        body.put("sync_point", point);
        body.put("previous_sync_point", previous);
        body.put("accounts", accounts);
        body.put("actions", actions);
        content(asked("POST", file + "/transactions", body));
    }

    private HttpResponse<byte[]> asked(String method, String url, Map<String, Object> body) {
        String token = "Bearer " + Inputs.given("SILVERFIN_ACCESS_TOKEN");
        String text = body == null ? null : Json.write(body);
        return http.request(method, url, text, "Authorization", token, "Content-Type", "application/json");
    }

    private static Map<?, ?> content(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= 300) {
            throw new Refusal(REASONS.getOrDefault(status, "target"), "Silverfin answered " + status);
        }
        try {
            return (Map<?, ?>) Json.read(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | ClassCastException error) {
            throw new Refusal("target", "what Silverfin answered is not JSON");
        }
    }
}
