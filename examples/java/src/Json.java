import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON, as much of it as two APIs need: maps, lists, texts, numbers as decimals, truth and null. */
final class Json {
    private final String text;
    private int place;

    private Json(String text) {
        this.text = text;
    }

    static String write(Object content) {
        if (content instanceof Map<?, ?> members) {
            List<String> parts = new ArrayList<>();
            members.forEach((name, member) -> parts.add(write(name) + ":" + write(member)));
            return "{" + String.join(",", parts) + "}";
        }
        if (content instanceof List<?> many) {
            return "[" + String.join(",", many.stream().map(Json::write).toList()) + "]";
        }
        return content instanceof String words ? quoted(words) : String.valueOf(content);
    }

    private static String quoted(String words) {
        var found = new StringBuilder("\"");
        for (char letter : words.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                found.append('\\').append(letter);
            } else if (letter < ' ' || letter > '~') {
                found.append(String.format("\\u%04x", (int) letter));
            } else {
                found.append(letter);
            }
        }
        return found.append('"').toString();
    }

    /** What a text says; throws IllegalArgumentException if it is not JSON, or not whole. */
    static Object read(String text) {
        var reader = new Json(text);
        try {
            Object found = reader.value();
            reader.blanks();
            if (reader.place == text.length()) {
                return found;
            }
        } catch (IndexOutOfBoundsException error) {
            // it ends too early
        }
        throw new IllegalArgumentException("not JSON");
    }

    private Object value() {
        blanks();
        char first = text.charAt(place);
        if (first == '{') {
            return object();
        }
        if (first == '[') {
            return array();
        }
        if (first == '"') {
            return string();
        }
        int start = place;
        while (place < text.length() && ",]} \t\r\n".indexOf(text.charAt(place)) < 0) {
            place++;
        }
        String word = text.substring(start, place);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> new BigDecimal(word); // a NumberFormatException is an IllegalArgumentException
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        place++;
        for (blanks(); text.charAt(place) != '}'; next('}')) {
            blanks();
            String name = string();
            blanks();
            expect(':');
            members.put(name, value());
        }
        place++;
        return members;
    }

    private List<Object> array() {
        List<Object> found = new ArrayList<>();
        place++;
        for (blanks(); text.charAt(place) != ']'; next(']')) {
            found.add(value());
        }
        place++;
        return found;
    }

    private String string() {
        expect('"');
        var found = new StringBuilder();
        for (; text.charAt(place) != '"'; place++) {
            if (text.charAt(place) != '\\') {
                found.append(text.charAt(place));
                continue;
            }
            char escaped = text.charAt(++place);
            if (escaped == 'u') {
                found.append((char) Integer.parseInt(text.substring(place + 1, place + 5), 16));
                place += 4;
            } else {
                int known = "nrtbf".indexOf(escaped);
                found.append(known < 0 ? escaped : "\n\r\t\b\f".charAt(known));
            }
        }
        place++;
        return found.toString();
    }

    private void next(char end) {
        blanks();
        if (text.charAt(place) != end) {
            expect(',');
        }
        blanks();
    }

    private void expect(char letter) {
        if (text.charAt(place++) != letter) {
            throw new IllegalArgumentException("not JSON");
        }
    }

    private void blanks() {
        while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
            place++;
        }
    }
}
