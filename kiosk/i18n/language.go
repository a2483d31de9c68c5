package i18n

// names are the languages in their own words and script; those that may be offered one day stand here too.
var names = map[string]string{
	"nl": "Nederlands", "en": "English", "fr": "Français", "de": "Deutsch", "tr": "Türkçe", "pl": "Polski",
	"uk": "Українська", "ar": "العربية", "fa": "فارسی",
}

// Name is a language in its own words and script, or its code.
func Name(language string) string {
	if n, ok := names[language]; ok {
		return n
	}
	return language
}

// RTL reports whether a language is written from right to left.
func RTL(language string) bool { return language == "ar" || language == "fa" }
