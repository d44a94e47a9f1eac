//! Posts as API v1.1 delivered them: the streaming "compat" form with `extended_tweet`.

use super::atlas::Place;
use super::content::{Content, Entity, Link, Mention};
use super::json::Json;
use super::moment::Moment;
use super::post::{Kind, Post};
use super::user::User;

/// 2019-05-20: since then `user.lang` is null.
const LANG_GONE: Moment = Moment(1_558_310_400_000);
/// 2018-05-23: since then `user.time_zone` and `user.utc_offset` are null.
const TIME_ZONE_GONE: Moment = Moment(1_527_033_600_000);
/// Longer texts are cut, and delivered whole in `extended_tweet`.
const CLASSIC_LENGTH: usize = 140;
/// What is left of a text that was cut, before `… https://t.co/…`.
const CUT_LENGTH: usize = 115;

/// Writes a post. `seen` is when it was collected.
pub fn write(json: &mut Json, post: &Post, seen: Moment) {
    json.object(|json| {
        let is_cut = post.content.length() > CLASSIC_LENGTH && post.kind != Kind::Retweet;
        let cut = is_cut.then(|| cut_link(post));
        json.key("created_at").string(&post.at.v1());
        json.key("id").integer(post.id);
        json.key("id_str").string(&post.id.to_string());
        match &cut {
            Some(link) => {
                let head: String = post.content.text.chars().take(CUT_LENGTH).collect();
                json.key("text").string(&format!("{head}… https://t.co/{}", link.code));
            }
            None => json.key("text").string(&post.content.text),
        }
        let source = post.source;
        json.key("source")
            .string(&format!("<a href=\"{}\" rel=\"nofollow\">{}</a>", source.url, source.name));
        json.key("truncated").raw(if is_cut { "true" } else { "false" });
        let replied = post.referenced.as_deref().filter(|_| post.kind == Kind::Reply);
        reply_fields(json, replied);
        json.key("user");
        write_user(json, &post.author, seen);
        write_location(json, post);
        json.fields("\"contributors\":null");
        match (post.kind, post.referenced.as_deref()) {
            (Kind::Retweet, Some(original)) => {
                json.key("retweeted_status");
                write(json, original, seen);
            }
            (Kind::Quote, Some(original)) => {
                json.key("quoted_status_id").integer(original.id);
                json.key("quoted_status_id_str").string(&original.id.to_string());
                json.key("quoted_status");
                write(json, original, seen);
            }
            _ => {}
        }
        json.key("is_quote_status").raw(if post.kind == Kind::Quote { "true" } else { "false" });
        if is_cut {
            json.key("extended_tweet").object(|json| {
                json.key("full_text").string(&post.content.text);
                json.key("display_text_range").raw(&format!("[0,{}]", post.content.length()));
                write_entities(json, &post.content, usize::MAX, None);
                write_extended(json, &post.content);
            });
        }
        for (key, count) in ["quote_count", "reply_count", "retweet_count", "favorite_count"]
            .iter()
            .zip(post.counts)
        {
            json.key(key).integer(count);
        }
        let end = if is_cut { CUT_LENGTH } else { usize::MAX };
        write_entities(json, &post.content, end, cut.as_ref());
        if !is_cut {
            write_extended(json, &post.content);
        }
        json.fields("\"favorited\":false,\"retweeted\":false,\"possibly_sensitive\":false");
        json.fields("\"filter_level\":\"low\"");
        json.key("lang").string(post.content.language);
        json.key("timestamp_ms").string(&post.at.0.to_string());
    });
}

fn reply_fields(json: &mut Json, replied: Option<&Post>) {
    let Some(replied) = replied else {
        json.fields(
            "\"in_reply_to_status_id\":null,\"in_reply_to_status_id_str\":null,\
             \"in_reply_to_user_id\":null,\"in_reply_to_user_id_str\":null,\
             \"in_reply_to_screen_name\":null",
        );
        return;
    };
    json.key("in_reply_to_status_id").integer(replied.id);
    json.key("in_reply_to_status_id_str").string(&replied.id.to_string());
    json.key("in_reply_to_user_id").integer(replied.author.id);
    json.key("in_reply_to_user_id_str").string(&replied.author.id.to_string());
    json.key("in_reply_to_screen_name").string(&replied.author.screen_name);
}

fn write_user(json: &mut Json, user: &User, seen: Moment) {
    json.object(|json| {
        json.key("id").integer(user.id);
        json.key("id_str").string(&user.id.to_string());
        json.key("name").string(&user.name);
        json.key("screen_name").string(&user.screen_name);
        json.key("location").string(&format!("Sample town {}", user.home));
        json.key("url").string(&format!("https://www.example.org/{}", user.screen_name));
        json.key("description").string(&user.description);
        json.fields("\"translator_type\":\"none\",\"protected\":false,\"verified\":false");
        for (key, count) in [
            "followers_count",
            "friends_count",
            "listed_count",
            "favourites_count",
            "statuses_count",
        ]
        .iter()
        .zip(user.counts)
        {
            json.key(key).integer(count);
        }
        json.key("created_at").string(&user.created.v1());
        if seen < TIME_ZONE_GONE {
            json.fields("\"utc_offset\":7200,\"time_zone\":\"Bern\"");
        } else {
            json.fields("\"utc_offset\":null,\"time_zone\":null");
        }
        json.fields("\"geo_enabled\":true");
        if seen < LANG_GONE {
            json.key("lang").string(user.language);
        } else {
            json.fields("\"lang\":null");
        }
        json.fields("\"contributors_enabled\":false,\"is_translator\":false");
        let [link, background, text] = user.colours;
        json.key("profile_background_color").string(background);
        let theme = user.picture % 19 + 1;
        let image = format!("abs.twimg.com/images/themes/theme{theme}/bg.png");
        json.key("profile_background_image_url").string(&format!("http://{image}"));
        json.key("profile_background_image_url_https").string(&format!("https://{image}"));
        json.fields("\"profile_background_tile\":false");
        json.key("profile_link_color").string(link);
        json.key("profile_sidebar_border_color").string("FFFFFF");
        json.key("profile_sidebar_fill_color").string("DDEEF6");
        json.key("profile_text_color").string(text);
        json.fields("\"profile_use_background_image\":true");
        let image = format!(
            "pbs.twimg.com/profile_images/{}/{}_normal.jpg",
            user.picture, user.screen_name
        );
        json.key("profile_image_url").string(&format!("http://{image}"));
        json.key("profile_image_url_https").string(&format!("https://{image}"));
        let banner = user.created.0 / 1000 + 86_400;
        json.key("profile_banner_url")
            .string(&format!("https://pbs.twimg.com/profile_banners/{}/{banner}", user.id));
        json.fields("\"default_profile\":false,\"default_profile_image\":false");
        json.fields("\"following\":null,\"follow_request_sent\":null,\"notifications\":null");
    });
}

fn write_location(json: &mut Json, post: &Post) {
    if let Some((lon, lat)) = post.coordinates {
        // The older field has latitude first.
        for (key, pair) in [("geo", [lat, lon]), ("coordinates", [lon, lat])] {
            json.key(key).object(|json| {
                json.fields("\"type\":\"Point\"");
                json.key("coordinates")
                    .array(|json| pair.into_iter().for_each(|value| json.degrees(value)));
            });
        }
    } else {
        json.fields("\"geo\":null,\"coordinates\":null");
    }
    match &post.place {
        Some(place) => write_place(json.key("place"), place),
        None => json.fields("\"place\":null"),
    }
}

fn write_place(json: &mut Json, place: &Place) {
    json.object(|json| {
        json.key("id").string(&place.id);
        json.key("url").string(&format!("https://api.twitter.com/1.1/geo/id/{}.json", place.id));
        json.key("place_type").string(place.kind.name());
        json.key("name").string(&place.name);
        json.key("full_name").string(&place.full_name);
        json.key("country_code").string(place.country.code);
        json.key("country").string(place.country.name);
        let [west, south, east, north] = place.bounds;
        json.key("bounding_box").object(|json| {
            json.fields("\"type\":\"Polygon\"");
            json.key("coordinates").array(|json| {
                json.array(|json| {
                    for corner in [[west, south], [west, north], [east, north], [east, south]] {
                        json.array(|json| corner.into_iter().for_each(|value| json.degrees(value)));
                    }
                });
            });
        });
        json.fields("\"attributes\":{}");
    });
}

/// The entities that end by code point `end`, and the link that was put in place of the rest.
fn write_entities(json: &mut Json, content: &Content, end: usize, cut: Option<&Link>) {
    json.key("entities").object(|json| {
        json.key("hashtags").array(|json| {
            for tag in until(&content.hashtags, end) {
                json.object(|json| {
                    json.key("text").string(&tag.what);
                    write_indices(json, tag.start, tag.end);
                });
            }
        });
        json.key("urls").array(|json| {
            let links = until(&content.links, end).filter(|link| link.what.photo.is_none());
            for link in links {
                write_link(json, &link.what, link.start, link.end);
            }
            if let Some(link) = cut {
                write_link(json, link, CUT_LENGTH + 2, CUT_LENGTH + 25);
            }
        });
        json.key("user_mentions").array(|json| {
            for Entity { start, end, what } in until(&content.mentions, end) {
                let Mention { id, screen_name, name } = what;
                json.object(|json| {
                    json.key("screen_name").string(screen_name);
                    json.key("name").string(name);
                    json.key("id").integer(*id);
                    json.key("id_str").string(&id.to_string());
                    write_indices(json, *start, *end);
                });
            }
        });
        json.fields("\"symbols\":[]");
        write_media(json, content, end);
    });
}

fn until<T>(entities: &[Entity<T>], end: usize) -> impl Iterator<Item = &Entity<T>> {
    entities.iter().filter(move |entity| entity.end <= end)
}

fn write_link(json: &mut Json, link: &Link, start: usize, end: usize) {
    json.object(|json| {
        json.key("url").string(&format!("https://t.co/{}", link.code));
        json.key("expanded_url").string(&link.expanded);
        let display: String = link.expanded.chars().skip("https://".len()).take(26).collect();
        json.key("display_url").string(&format!("{display}…"));
        write_indices(json, start, end);
    });
}

/// The photos, which are in both lists of entities.
fn write_extended(json: &mut Json, content: &Content) {
    if content.links.iter().any(|link| link.what.photo.is_some()) {
        json.key("extended_entities").object(|json| write_media(json, content, usize::MAX));
    }
}

fn write_media(json: &mut Json, content: &Content, end: usize) {
    let photos =
        || until(&content.links, end).filter_map(|link| link.what.photo.map(|photo| (photo, link)));
    if photos().next().is_none() {
        return;
    }
    json.key("media").array(|json| {
        for (photo, link) in photos() {
            json.object(|json| write_photo(json, photo, link));
        }
    });
}

fn write_photo(json: &mut Json, photo: u64, link: &Entity<Link>) {
    json.key("id").integer(photo);
    json.key("id_str").string(&photo.to_string());
    write_indices(json, link.start, link.end);
    let file = format!("pbs.twimg.com/media/sample{photo}.jpg");
    json.key("media_url").string(&format!("http://{file}"));
    json.key("media_url_https").string(&format!("https://{file}"));
    json.key("url").string(&format!("https://t.co/{}", link.what.code));
    json.key("display_url").string(&format!("pic.twitter.com/{}", link.what.code));
    json.key("expanded_url").string(&link.what.expanded);
    json.fields("\"type\":\"photo\"");
    json.key("sizes").raw(
        "{\"thumb\":{\"w\":150,\"h\":150,\"resize\":\"crop\"},\
         \"small\":{\"w\":680,\"h\":510,\"resize\":\"fit\"},\
         \"medium\":{\"w\":1024,\"h\":768,\"resize\":\"fit\"},\
         \"large\":{\"w\":1024,\"h\":768,\"resize\":\"fit\"}}",
    );
}

fn write_indices(json: &mut Json, start: usize, end: usize) {
    json.key("indices").raw(&format!("[{start},{end}]"));
}

/// The link to the whole post that stands at the end of a text that was cut.
fn cut_link(post: &Post) -> Link {
    Link {
        code: format!("{:010x}", post.id & 0xFF_FFFF_FFFF),
        expanded: format!("https://twitter.com/i/web/status/{}", post.id),
        photo: None,
    }
}
